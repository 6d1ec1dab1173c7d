/** `over` laid on `base`: objects meet key by key at every depth, anything else of `over` replaces. */
export function overlay<Value>(base: Value | undefined, over: Value | undefined): Value | undefined {
  if (over === undefined) return base;
  if (!isObject(base) || !isObject(over)) return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    merged[key] = Object.hasOwn(merged, key) ? overlay(merged[key], value) : value;
  }
  return merged as Value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
