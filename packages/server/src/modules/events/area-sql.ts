/** An area of events as a condition on the column `name`. */
import { AREAS, type Area, namesOfArea } from './areas.ts'
import type { Parameters } from './parameters.ts'

/** True for the names that `areaOf` puts into the area. */
export function areaSql(area: Area, parameters: Parameters): string {
  if (area !== 'other') return namedSql(area, parameters)
  const named = AREAS.filter((one) => one !== 'other').map((one) => namedSql(one, parameters))
  return `NOT (${named.join(' OR ')})`
}

function namedSql(area: Exclude<Area, 'other'>, parameters: Parameters): string {
  const { names, prefixes, except } = namesOfArea(area)
  const begins = prefixes.map((prefix) => `startsWith(name, ${parameters.bind('String', prefix)})`).join(' OR ')
  const unless = except.length === 0 ? '' : ` AND name NOT IN ${parameters.bind('Array(String)', except)}`
  return `(name IN ${parameters.bind('Array(String)', names)} OR ((${begins})${unless}))`
}
