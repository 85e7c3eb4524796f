// Joins the pieces of what a page fetches by itself once it is awake. The splitter makes one file for every set of files
// that have something in common, some forty for the queue alone, and on a slow line each is a way there and back.
// Run on the folder of the app's code when that is built, with Binaryen's tools at hand: node join.mjs target/site/pkg
//
// What a joined file shares with a page comes with the whole of it, once: every page needs all of it in the end.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** In the order in which they are fetched: what both of them need comes with the first. */
const JOINED = ["sheet", "work"];

/** What the code may use of wasm, as Binaryen was told when it made it smaller. */
const FEATURES = (process.env.LEPTOS_WASM_OPT_FEATURES ?? "").split(",").filter((flag) => flag.startsWith("--enable-"));

const folder = process.argv[2];
const loader = only(/^__wasm_split\.[\w-]+\.js$/);
const manifest = only(/^__wasm_split_manifest\.[\w-]+\.json$/);
let code = readFileSync(join(folder, loader), "utf8");
if (code.includes("const __joined_")) process.exit();

const FETCH = String.raw`makeLoad\(\(\) => \{\s*const src = fetch\(new URL\("\./((\w+?)\.[\w-]+)\.wasm", import\.meta\.url\)\);\s*return async \(imports\) => \(WebAssembly\.instantiateStreaming\(src, imports\)\);\s*\}\s*, \[([\w, ]*)\]\)`;
/** The splits, each with its files: its own, and those of what it shares. */
const splits = JSON.parse(readFileSync(join(folder, manifest), "utf8"));
/** The variable that loads each piece, by the piece's file. */
const variables = new Map([...code.matchAll(new RegExp(`const (\\w+) = ${FETCH}`, "g"))].map(([, variable, file]) => [file, variable]));
const bridge = writeBridge(JOINED.flatMap((split) => splits[split] ?? fail(`there is no split ${split}`)));

/** Each file that is in a joined one: that one, without its ending. */
const isIn = new Map();
for (const split of JOINED) {
  const files = splits[split].filter((file) => !isIn.has(file));
  const merged = join(folder, "joined.wasm");
  binaryen("wasm-merge", [bridge, "__wasm_split", ...files.flatMap((file) => [join(folder, `${file}.wasm`), file]), ...FEATURES, "-o", merged]);
  const whole = readFileSync(merged);
  const joined = `joined_${split}.${createHash("sha256").update(whole).digest("base64url").slice(0, 22)}`;
  renameSync(merged, join(folder, `${joined}.wasm`));
  squeeze(`${joined}.wasm`, whole);
  for (const file of files) {
    isIn.set(file, joined);
    for (const ending of ["", ".br", ".gz"]) rmSync(join(folder, `${file}.wasm${ending}`), { force: true });
  }
  console.log(`== ${split}: ${files.length} files are one`);
}
rmSync(bridge);

/** The variable that loads what `file` was joined into. */
const joinedVariable = (file) => `__${isIn.get(file).split(".")[0]}`;
const instead = new Map([...isIn.keys()].filter((file) => variables.has(file)).map((file) => [variables.get(file), joinedVariable(file)]));
const list = (names, more = []) => [...new Set([...names.split(", ").filter(Boolean).map((name) => instead.get(name) ?? name), ...more])].join(", ");
code = code
  .replace(new RegExp(`/\\*[^\\n]*\\n(const \\w+ = ${FETCH};)\\s`, "g"), (whole, _, file) => (isIn.has(file) ? "" : whole))
  .replace(new RegExp(FETCH, "g"), (whole, file, _, needs) => (isIn.has(file) ? `makeLoad(() => async () => ({}), [${list(needs, [joinedVariable(file)])}])` : whole.replace(`[${needs}]`, `[${list(needs)}]`)));
const begin = code.indexOf("\n") + 1;
const loads = [...new Set(isIn.values())].map(
  (joined) => `const __${joined.split(".")[0]} = makeLoad(() => {
    const src = fetch(new URL("./${joined}.wasm", import.meta.url));
    return async (imports) => WebAssembly.instantiateStreaming(src, { first: imports.__wasm_split });
}, []);
`,
);
replace(loader, code.slice(0, begin) + loads.join("") + code.slice(begin));
replace(manifest, JSON.stringify(Object.fromEntries(Object.entries(splits).map(([split, files]) => [split, [...new Set(files.map((file) => isIn.get(file) ?? file))]]))));

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

function replace(name, text) {
  writeFileSync(join(folder, name), text);
  squeeze(name, Buffer.from(text));
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
