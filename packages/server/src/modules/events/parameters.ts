/** Values of one ClickHouse query: each goes in as a typed parameter. */

export type ParameterType =
  | 'String'
  | 'Array(String)'
  | 'Float64'
  | 'Array(Float64)'
  | 'UInt8'
  | 'UInt32'
  | 'UInt64'
  | 'Int64'
  | 'Array(Int64)'
  | 'Array(UInt64)'

export interface Parameters {
  /** Pass as `params` of the query. */
  readonly values: Readonly<Record<string, unknown>>
  /** Keeps the value and answers the placeholder to write into the statement: `{p3:String}`. */
  bind(type: ParameterType, value: string | number | readonly string[] | readonly number[]): string
  /** A moment in milliseconds as the `DateTime64(3, 'UTC')` that the event columns hold. */
  moment(epochMs: number): string
}

export function openParameters(): Parameters {
  const values: Record<string, unknown> = {}
  const bind: Parameters['bind'] = (type, value) => {
    const name = `p${Object.keys(values).length}`
    values[name] = value
    return `{${name}:${type}}`
  }
  return { values, bind, moment: (epochMs) => `fromUnixTimestamp64Milli(${bind('Int64', epochMs)}, 'UTC')` }
}
