/** A chart's data as a table; a cell that leads somewhere is a button. */
import type { ChartData, PickedPoint } from './chart-data.ts'

export interface ChartTableProps {
  readonly data: ChartData
  readonly onPick?: ((point: PickedPoint) => void) | undefined
}

export function ChartTable({ data, onPick }: ChartTableProps) {
  const cell = (value: number | null | undefined, category: string, categoryIndex: number, seriesIndex: number) => {
    if (value === null || value === undefined) return '–'
    if (!onPick) return data.format(value)
    return (
      <button type="button" className="lc-link-button" onClick={() => onPick({ category, categoryIndex, seriesIndex })}>
        {data.format(value)}
      </button>
    )
  }
  return (
    <div className="lc-scroll-x" style={{ maxHeight: 360, overflowY: 'auto' }}>
      <table className="lc-table">
        <thead>
          <tr>
            <th scope="col">{data.categoryName}</th>
            {data.series.map((series) => (
              <th key={series.name} scope="col">
                {series.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.categories.map((category, index) => (
            <tr key={category}>
              <th scope="row">{category}</th>
              {data.series.map((series, seriesIndex) => (
                <td key={series.name}>{cell(series.values[index], category, index, seriesIndex)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
