/** The name of the product with its sign. */
import { Link } from 'react-router'
import { usePaths } from '../paths.ts'

export function BrandSign({ size = 26 }: { readonly size?: number }) {
  return <img src="/favicon.svg" width={size} height={size} alt="" />
}

export function Brand() {
  const paths = usePaths()
  return (
    <Link to={paths.today()} className="lc-brand">
      <BrandSign />
      留池 Liuchi
    </Link>
  )
}
