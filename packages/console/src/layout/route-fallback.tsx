/** Shown while the first page is fetched. */
import { Spin } from 'antd'

export function RouteFallback() {
  return <Spin fullscreen />
}
