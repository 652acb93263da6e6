/** A value that follows another one once it has rested: typing asks once, not at every key. */
import { useEffect, useState } from 'react'

const REST_MS = 350

/** `text` is compared by content, so that an equal question made anew does not ask again. */
export function useSettled<T>(value: T): T {
  const text = JSON.stringify(value)
  const [settled, settle] = useState({ text, value })
  useEffect(() => {
    if (text === settled.text) return
    const timer = setTimeout(() => settle({ text, value }), REST_MS)
    return () => clearTimeout(timer)
  }, [text, value, settled.text])
  return settled.value
}
