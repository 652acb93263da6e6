/** A browser and its system out of what it calls itself, good enough to recognise one's own devices. */

/** Order matters: Edge and WeChat also call themselves Chrome, Chrome also calls itself Safari. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/i, 'WeChat'],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/HeadlessChrome\//, 'Headless Chrome'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]
const NAME_MAX_CHARACTERS = 60

/** `Chrome · macOS`; what it calls itself, shortened, when unknown. */
export function browserOf(client: string): string {
  const browser = BROWSERS.find(([pattern]) => pattern.test(client))?.[1]
  const system = SYSTEMS.find(([pattern]) => pattern.test(client))?.[1]
  if (!browser) return client.slice(0, NAME_MAX_CHARACTERS) || '–'
  return system ? `${browser} · ${system}` : browser
}
