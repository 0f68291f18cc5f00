import uPlot from 'uplot';

const height = 180;

/** Draws a figure's own table, in the colours of its page, and again when those or its width change. */
function plot(figure: HTMLElement): void {
  const place = figure.querySelector<HTMLElement>('.drawn');
  const rows = [...figure.querySelectorAll('tbody tr')].map((row) => ({
    label: row.querySelector('th')?.textContent ?? '',
    count: Number(row.querySelector('td')?.textContent ?? 0),
  }));
  if (!place || rows.length === 0) return;
  let drawn: uPlot | undefined;
  const draw = () => {
    drawn?.destroy();
    drawn = new uPlot(optionsOf(figure, place, rows), dataOf(rows), place);
  };
  draw();
  new ResizeObserver(() => drawn?.setSize({ width: place.clientWidth, height })).observe(place);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
}

type Rows = readonly { label: string; count: number }[];

const dataOf = (rows: Rows): uPlot.AlignedData => [rows.map((_, index) => index), rows.map(({ count }) => count)];

function optionsOf(figure: HTMLElement, place: HTMLElement, rows: Rows): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--pico-muted-color'),
    grid: { stroke: colour('--pico-muted-border-color'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const bars = uPlot.paths.bars?.({ size: [0.7, 64], radius: 0.2 });
  const labelOf = (index: number) =>
    figure.dataset.plot === 'days' ? dayWords(rows[index]?.label) : rows[index]?.label;
  return {
    width: place.clientWidth,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [-0.6, rows.length - 0.4] }, y: { range: [0, Math.ceil(most * 1.1)] } },
    series: [
      {},
      {
        fill: colour('--pico-primary-background'),
        width: 0,
        ...(bars && { paths: bars }),
        points: { show: false },
      },
    ],
    axes: [
      {
        ...axis,
        grid: { show: false },
        splits: () => splitsOf(rows.length, place.clientWidth),
        values: (_plot, at) => at.map((index) => labelOf(index) ?? ''),
      },
      { ...axis, size: 36, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
    ],
  };
}

/** As many labels as there is room for. */
function splitsOf(count: number, width: number): number[] {
  const step = Math.max(1, Math.ceil((count * 84) / Math.max(1, width)));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}

/** `2026-11-21` as people say it. */
const dayWords = (day = ''): string =>
  new Date(`${day}T12:00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

for (const figure of document.querySelectorAll<HTMLElement>('figure[data-plot]')) plot(figure);
