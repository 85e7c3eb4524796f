/** Numbers, and how the table writes them. */

/** The smallest value that at least `share` of `values` do not exceed. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

export function ms(value: number): string {
  return `${value.toFixed(value < 1 ? 3 : value < 100 ? 2 : 0)} ms`;
}

export function kb(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}

export function times(ratio: number): string {
  return `${ratio.toFixed(2)}×`;
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}
