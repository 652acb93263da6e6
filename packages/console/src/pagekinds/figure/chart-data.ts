/** What a chart is told: categories, series and how to write a value. Pages never see the chart library. */

export interface ChartSeries {
  readonly name: string
  /** One a category; null leaves a gap. */
  readonly values: readonly (number | null)[]
  /** All other values of a breakdown together: drawn in grey. */
  readonly isRest?: boolean
  /** What is only expected: a dashed line. */
  readonly isExpected?: boolean
}

export interface ChartData {
  readonly kind: 'line' | 'bar' | 'stackedBar'
  readonly categories: readonly string[]
  readonly series: readonly ChartSeries[]
  /** A value in tooltips and tables. */
  readonly format: (value: number) => string
  /** A value on the axis, when shorter. */
  readonly axisFormat?: (value: number) => string
  /** What a category is: "day", "step". Heads the table. */
  readonly categoryName: string
  readonly max?: number
  /** Categories from here on stand on a shade that says what they are: weeks a model has not seen. */
  readonly shaded?: { readonly from: number; readonly name: string } | undefined
}

export interface PickedPoint {
  readonly category: string
  readonly categoryIndex: number
  readonly seriesIndex: number
}

/** The same data as a table: for screen readers, for the eye, for CSV. */
export function chartTable(data: ChartData): { header: string[]; rows: (string | number | null)[][] } {
  return {
    header: [data.categoryName, ...data.series.map((series) => series.name)],
    rows: data.categories.map((category, index) => [category, ...data.series.map((series) => series.values[index] ?? null)]),
  }
}
