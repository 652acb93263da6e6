/** Writes the XML of callbacks. Strings go into CDATA, numbers stand bare, as the platform has them. */

type XmlValue = string | number | object | undefined

/** Field names come from our own code; only values come from outside. */
export function xmlDocument(fields: Readonly<Record<string, XmlValue>>): string {
  return `<xml>${elements(fields)}</xml>`
}

function elements(fields: Readonly<Record<string, XmlValue>>): string {
  return Object.entries(fields)
    .map(([name, value]) => element(name, value))
    .join('')
}

function element(name: string, value: XmlValue): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return value.map((one: XmlValue) => element(name, one)).join('')
  if (typeof value === 'object') return `<${name}>${elements(value as Readonly<Record<string, XmlValue>>)}</${name}>`
  return `<${name}>${typeof value === 'number' ? value : cdata(value)}</${name}>`
}

/** A `]]>` inside is split over two sections. */
function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}
