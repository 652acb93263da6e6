/** Runs something each time an element comes into view: the end of a list that goes on by itself. */
import { type RefObject, useEffect, useRef } from 'react'

/** Begin before the end is in sight. */
const AHEAD = '600px'

export function useReached<E extends Element>(run: () => void): RefObject<E | null> {
  const place = useRef<E>(null)
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    if (!place.current) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) latest.current()
      },
      { rootMargin: AHEAD },
    )
    observer.observe(place.current)
    return () => observer.disconnect()
  })
  return place
}
