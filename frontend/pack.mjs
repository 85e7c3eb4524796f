// Packs the app's code for the way to the browser, once it is built:
//
//     LEPTOS_WASM_OPT_FEATURES=… node pack.mjs target/site/pkg target/release/hash.txt
//
// - Joins what a page fetches by itself once it is awake. The splitter makes a piece for every set of files that have
//   something in common, some forty for the queue alone, and on a slow line each is a way there and back. What pages share
//   with it stays apart from what is its own: a page that is opened first waits for the one and not for the other.
// - Names the first files anew, by what is in them. cargo-leptos takes the hash of each before it writes the others' names
//   into it: the same name then holds other names after the next build, and a browser that kept it for good never wakes.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** The splits, in the order in which they are fetched: what both of them need comes with the first. */
const JOINED = ["sheet", "work"];

/** What the code may use of wasm, as Binaryen was told when it made it smaller. */
const FEATURES = (process.env.LEPTOS_WASM_OPT_FEATURES ?? "").split(",").filter((flag) => flag.startsWith("--enable-"));

const [folder, hashes] = process.argv.slice(2);
const loader = only(/^__wasm_split\.[\w-]+\.js$/);
const manifest = only(/^__wasm_split_manifest\.[\w-]+\.json$/);
let code = readFileSync(join(folder, loader), "utf8");
if (code.includes("const __joined_")) process.exit();
if (!hashes || FEATURES.length === 0) fail("it takes the folder, the file of hashes and LEPTOS_WASM_OPT_FEATURES");

const FETCH = String.raw`makeLoad\(\(\) => \{\s*const src = fetch\(new URL\("\./((\w+?)\.[\w-]+)\.wasm", import\.meta\.url\)\);\s*return async \(imports\) => \(WebAssembly\.instantiateStreaming\(src, imports\)\);\s*\}\s*, \[([\w, ]*)\]\)`;
/** The splits, each with its files: its own, and those of what it shares. */
const splits = JSON.parse(readFileSync(join(folder, manifest), "utf8"));
/** The variable that loads each piece, by the piece's file. */
const variables = new Map([...code.matchAll(new RegExp(`const (\\w+) = ${FETCH}`, "g"))].map(([, variable, file]) => [file, variable]));
const bridge = writeBridge(JOINED.flatMap((split) => splits[split] ?? fail(`there is no split ${split}`)));

/** What pages need, too. */
const ofPages = new Set(Object.entries(splits).flatMap(([split, files]) => (JOINED.includes(split) ? [] : files)));
/** Each file that is in a joined one: that one, without its ending. */
const isIn = new Map();
for (const split of JOINED) {
  const left = splits[split].filter((file) => !isIn.has(file));
  joinFiles(`shared_${split}`, left.filter((file) => ofPages.has(file)));
  joinFiles(`joined_${split}`, left.filter((file) => !ofPages.has(file)));
}
rmSync(bridge);

/** A line that dies without a word would keep a page waiting for good: after this, in milliseconds, it asks again. */
const PATIENCE_MS = 120_000;

/** The variable that loads what `file` was joined into. */
const joinedVariable = (file) => `__${isIn.get(file).split(".")[0]}`;
const instead = new Map([...isIn.keys()].filter((file) => variables.has(file)).map((file) => [variables.get(file), joinedVariable(file)]));
const list = (names, more = []) => [...new Set([...names.split(", ").filter(Boolean).map((name) => instead.get(name) ?? name), ...more])].join(", ");
code = code
  .replace(new RegExp(`/\\*[^\\n]*\\n(const \\w+ = ${FETCH};)\\s`, "g"), (whole, _, file) => (isIn.has(file) ? "" : whole))
  .replace(new RegExp(FETCH, "g"), (whole, file, _, needs) => (isIn.has(file) ? `makeLoad(() => async () => ({}), [${list(needs, [joinedVariable(file)])}])` : whole.replace("import.meta.url)", "import.meta.url), __patience()").replace(`[${needs}]`, `[${list(needs)}]`)));
const begin = code.indexOf("\n") + 1;
const patience = `const __patience = () => ({ signal: AbortSignal.timeout?.(${PATIENCE_MS}) });\n`;
const loads = [...new Set(isIn.values())].map(
  (joined) => `const __${joined.split(".")[0]} = makeLoad(() => {
    const src = fetch(new URL("./${joined}.wasm", import.meta.url), __patience());
    return async (imports) => WebAssembly.instantiateStreaming(src, { first: imports.__wasm_split });
}, []);
`,
);
nameAnew(
  new Map([
    [loader, Buffer.from(code.slice(0, begin) + patience + loads.join("") + code.slice(begin))],
    ...[only(/^lacakpo\.[\w-]+\.js$/), only(/^lacakpo\.[\w-]+\.wasm$/)].map((name) => [name, readFileSync(join(folder, name))]),
    [manifest, Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(splits).map(([split, files]) => [split, [...new Set(files.map((file) => isIn.get(file) ?? file))]]))))],
  ]),
);

/** A module that hands on what pieces have from the first file, so that what is merged has it once. */
function writeBridge(files) {
  const imports = new Map();
  for (const file of files) {
    const needed = WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(join(folder, `${file}.wasm`))));
    // What it is exactly, only the text says; and that takes a while.
    if (needed.some(({ name }) => !imports.has(name))) for (const [, name, kind, type] of binaryen("wasm-dis", [join(folder, `${file}.wasm`), ...FEATURES]).matchAll(/\(import "__wasm_split" "(\w+)" \((\w+) \S+ (.*)\)\)$/gm)) imports.set(name, { kind, type });
  }
  const lines = (line) => [...imports].map(line).join("\n");
  const path = join(folder, "bridge.wat");
  writeFileSync(path, `(module ${lines(([name, { kind, type }]) => `(import "first" "${name}" (${kind} $${name} ${type}))`)} ${lines(([name, { kind }]) => `(export "${name}" (${kind} $${name}))`)})`);
  return path;
}

function binaryen(tool, args) {
  const { stdout, stderr, status } = spawnSync(tool, args, { encoding: "utf8", maxBuffer: 1 << 30 });
  // Where it fails it prints the whole module.
  return status === 0 ? stdout : fail(`${tool}: ${(stderr ?? "").split("\n")[0] || "is not here"}`);
}

function joinFiles(name, files) {
  if (files.length === 0) return;
  const merged = join(folder, "merged.wasm");
  binaryen("wasm-merge", [bridge, "__wasm_split", ...files.flatMap((file) => [join(folder, `${file}.wasm`), file]), ...FEATURES, "-o", merged]);
  const whole = readFileSync(merged);
  const strange = WebAssembly.Module.imports(new WebAssembly.Module(whole)).find(({ module }) => module !== "first");
  if (strange) fail(`${name} still needs ${strange.name} of ${strange.module}`);
  const joined = `${name}.${createHash("sha256").update(whole).digest("base64url").slice(0, 22)}`;
  renameSync(merged, join(folder, `${joined}.wasm`));
  squeeze(`${joined}.wasm`, whole);
  for (const file of files) {
    isIn.set(file, joined);
    remove(`${file}.wasm`);
  }
  console.log(`== ${name}: ${files.length} files are one`);
}

/** Writes files that name each other, by their names with one new hash, in these and wherever they are named. */
function nameAnew(files) {
  const old = [...files.keys()].map((name) => name.match(/\.([\w-]{22})\.\w+$/)[1]);
  // As long as the old ones, so that it fits into the wasm, too.
  const named = (bytes, hash) => Buffer.from(old.reduce((text, its) => text.replaceAll(its, hash), bytes.toString("latin1")), "latin1");
  const digest = createHash("sha256");
  for (const bytes of files.values()) digest.update(named(bytes, ""));
  const hash = digest.digest("base64url").slice(0, 22);
  for (const [name, content] of files) {
    const [bytes, renamed] = [named(content, hash), named(Buffer.from(name), hash).toString()];
    remove(name);
    writeFileSync(join(folder, renamed), bytes);
    squeeze(renamed, bytes);
  }
  writeFileSync(hashes, named(readFileSync(hashes), hash));
}

function remove(name) {
  for (const ending of ["", ".br", ".gz"]) rmSync(join(folder, name + ending), { force: true });
}

/** Writes the copies that the server sends. */
function squeeze(name, bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, { params }));
  writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
}

function only(pattern) {
  const [name, more] = readdirSync(folder).filter((name) => pattern.test(name));
  return name && !more ? name : fail(`${name ? "more than" : "not even"} one file is like ${pattern}`);
}

function fail(why) {
  console.error(`the app's code cannot be joined: ${why}`);
  process.exit(1);
}
