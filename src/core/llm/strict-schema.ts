import { z } from 'zod';

type Schema = Readonly<Record<string, unknown>>;

/** Limits a strict server refuses as keywords; the model is told in words instead. */
const LIMITS: Readonly<Record<string, string>> = {
  minimum: 'at least',
  maximum: 'at most',
  minLength: 'characters at least',
  maxLength: 'characters at most',
  minItems: 'items at least',
  maxItems: 'items at most',
};

/**
 * JSON Schema in the subset every strict server takes: each object closed, each key required, optional ones
 * nullable, no keywords for limits, formats or defaults. Records (open objects) cannot be said in it.
 */
export function strictSchema(answer: z.ZodType): Schema {
  return strict(z.toJSONSchema(answer, { io: 'input', target: 'draft-7', unrepresentable: 'any' }) as Schema);
}

function strict(schema: Schema): Schema {
  if (typeof schema.$ref === 'string') return { $ref: schema.$ref };
  const { $defs, definitions, allOf } = schema;
  if (isList(allOf)) return strict(merged(schema, allOf));
  const result: Record<string, unknown> = {};
  const description = described(schema);
  if (description !== '') result.description = description;
  if (schema.type !== undefined) result.type = schema.type;
  if (isList(schema.enum)) result.enum = schema.enum;
  if (schema.const !== undefined) result.enum = [schema.const];
  const choices = schema.anyOf ?? schema.oneOf;
  if (isList(choices)) result.anyOf = choices.map((choice) => strict(choice as Schema));
  if (isList(schema.items)) result.items = { anyOf: schema.items.map((item) => strict(item as Schema)) };
  else if (isObject(schema.items)) result.items = strict(schema.items);
  if (schema.type === 'object') Object.assign(result, closed(schema));
  if (isObject($defs)) result.$defs = strictAll($defs);
  if (isObject(definitions)) result.definitions = strictAll(definitions);
  return result;
}

function closed(schema: Schema): Schema {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = isList(schema.required) ? schema.required : [];
  const entries = Object.entries(properties).map(([key, value]) => {
    const property = value as Schema;
    const child = strict(property);
    // A key with a default may be missing for us, but a model that must write it had better write a value.
    const isOptional = !required.includes(key) && property.default === undefined;
    return [key, isOptional ? nullable(child) : child] as const;
  });
  return {
    properties: Object.fromEntries(entries),
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

function nullable(schema: Schema): Schema {
  if (isList(schema.anyOf)) {
    const isAlready = schema.anyOf.some((choice) => isObject(choice) && choice.type === 'null');
    return isAlready ? schema : { ...schema, anyOf: [...schema.anyOf, { type: 'null' }] };
  }
  return schema.type === undefined && schema.$ref === undefined
    ? schema
    : { anyOf: [schema, { type: 'null' }] };
}

/** Intersections as one object: strict servers know no `allOf`. */
function merged(schema: Schema, parts: readonly unknown[]): Schema {
  const all = parts.filter(isObject);
  const { allOf: _, ...rest } = schema;
  return {
    ...Object.assign({}, ...all),
    ...rest,
    properties: Object.assign({}, ...all.map((part) => part.properties ?? {})),
    required: all.flatMap((part) => (isList(part.required) ? part.required : [])),
  };
}

function described(schema: Schema): string {
  const said = typeof schema.description === 'string' ? [schema.description] : [];
  const limits = Object.entries(LIMITS).flatMap(([keyword, words]) => {
    const value = schema[keyword];
    // zod states the safe-integer range of every integer; that is no news to anybody.
    return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER
      ? [`${words} ${value}`]
      : [];
  });
  return [...said, ...(limits.length > 0 ? [`(${limits.join(', ')})`] : [])].join(' ');
}

const strictAll = (schemas: Schema): Schema =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, strict(schema as Schema)]));

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
