/** Logarithm of the gamma function and its slope, ready when this module is: cephes compiles itself first. */
import { compiled, lgam, psi } from 'cephes'

await compiled

export { lgam as logGamma, psi as digamma }
