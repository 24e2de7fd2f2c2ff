import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import UPlot from 'uplot';
import classes from './chart.module.css';
import type { Line } from './chart-line';
import { type Day, shortDay } from './days';

interface Props {
  days: readonly Day[];
  lines: readonly Line[];
  axis: (value: number) => string;
}

/** Where the pointer rests: which day, and how far from the left in pixels. */
interface Place {
  at: number;
  left: number;
  side: 'left' | 'right';
}

/** Lines over days. It is there for the eye: the table beside it says the same. */
export default function ChartDrawing({ days, lines, axis }: Props) {
  const { i18n } = useTranslation();
  const scheme = useComputedColorScheme('light');
  const place = useRef<HTMLDivElement>(null);
  const [pointed, point] = useState<Place | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read from the page, which has others in each scheme
  useEffect(() => {
    const holder = place.current;
    if (!holder) return;
    const plot = new UPlot(optionsOf(holder, { days, lines, axis, language: i18n.language, point }), dataOf(days, lines), holder);
    const watching = new ResizeObserver(() => plot.setSize({ width: holder.clientWidth, height: holder.clientHeight }));
    watching.observe(holder);
    return () => {
      watching.disconnect();
      plot.destroy();
    };
  }, [days, lines, axis, scheme, i18n.language]);
  return (
    <div ref={place} className={classes.drawing}>
      {pointed && days[pointed.at] && (
        <div className={classes.tip} data-side={pointed.side} style={{ left: pointed.left }}>
          {lines.map((line) => (
            <div key={line.label}>
              {shortDay((line.days ?? days)[pointed.at] ?? '', i18n.language)}:{' '}
              <strong className="numbers">{line.shown[pointed.at]}</strong>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** The days are counted, not timed: a day is as wide in spring as in autumn. */
const dataOf = (days: readonly Day[], lines: readonly Line[]): UPlot.AlignedData =>
  [days.map((_day, at) => at), ...behindFirst(lines).map(({ values }) => [...values])] as UPlot.AlignedData;

/** What was before is drawn first, so that what is now lies over it. */
const behindFirst = (lines: readonly Line[]): Line[] =>
  [...lines].sort((a, b) => Number(b.isBefore ?? false) - Number(a.isBefore ?? false));

interface Drawn extends Props {
  language: string;
  point: (place: Place | null) => void;
}

function optionsOf(holder: HTMLElement, { days, lines, axis, language, point }: Drawn): UPlot.Options {
  const colour = (name: string) => getComputedStyle(holder).getPropertyValue(`--mantine-${name}`).trim();
  const [main, text, grid] = [colour('primary-color-light-color'), colour('color-dimmed'), colour('color-default-border')];
  const font = `12px ${getComputedStyle(holder).fontFamily}`;
  // Where nothing is, a scale would be of invented amounts.
  const isEmpty = lines.every(({ values }) => values.every((value) => value === 0));
  const line = { stroke: text, font, ticks: { show: false }, border: { show: false } };
  return {
    width: holder.clientWidth,
    height: holder.clientHeight,
    padding: [8, 28, 0, 0],
    legend: { show: false },
    cursor: { x: true, y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: false }, y: { range: (_plot, low, high) => rangeOf(low, high) } },
    axes: [
      {
        ...line,
        grid: { show: false },
        size: 28,
        space: 72,
        incrs: [1, 2, 7, 14, 28, 56, 112],
        values: (_plot, splits) => splits.map((at) => (Number.isInteger(at) && days[at] ? shortDay(days[at], language) : '')),
      },
      {
        ...line,
        grid: { stroke: grid, width: 1 },
        size: 52,
        values: (_plot, splits) => splits.map((at) => (isEmpty && at !== 0 ? '' : axis(at))),
      },
    ],
    series: [
      {},
      ...behindFirst(lines).map((one) =>
        one.isBefore
          ? { label: one.label, stroke: text, width: 1.5, dash: [5, 4], points: { show: false } }
          : { label: one.label, stroke: main, width: 2, points: { show: days.length < 2, size: 6 } },
      ),
    ],
    hooks: {
      setCursor: [
        (plot) => {
          const at = plot.cursor.idx;
          if (at == null || (plot.cursor.left ?? -1) < 0) return point(null);
          const x = plot.valToPos(at, 'x');
          point({ at, left: x + plot.over.offsetLeft, side: x > plot.over.clientWidth / 2 ? 'left' : 'right' });
        },
      ],
    },
  };
}

/** From nothing upwards, and below it only where something is; never flat. */
const rangeOf = (low: number | null, high: number | null): [number, number] => [Math.min(0, low ?? 0), Math.max(1, (high ?? 0) * 1.08)];
