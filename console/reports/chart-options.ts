import type { EChartsCoreOption } from 'echarts/core';
import type { ChartColours } from './chart.tsx';

const palette = ['#3f74f0', '#2fa37c', '#d98a1f', '#8a63d2', '#d2566b', '#2b9fc0', '#8c9a2d', '#b4679f'];

const STAGE_COLOURS = { none: '#8b95a5', open: '#3f74f0', won: '#2fa37c', lost: '#8b95a5' } as const;

/** Bars from the first stage down to the last, each with its count. */
export function funnelBars(
  stages: readonly { readonly name: string; readonly count: number; readonly kind: keyof typeof STAGE_COLOURS }[],
  colours: ChartColours,
): EChartsCoreOption {
  return {
    ...common(colours),
    tooltip: { trigger: 'item' },
    grid: { left: 8, right: 48, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: 'value', show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: stages.map((stage) => stage.name),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: colours['--hl-text'] },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 26,
        itemStyle: { borderRadius: 4 },
        label: { show: true, position: 'right', color: colours['--hl-text'] },
        data: stages.map(({ count, kind }) => ({ value: count, itemStyle: { color: STAGE_COLOURS[kind] } })),
      },
    ],
  };
}

/** A line (or a stacked bar) a name over days. */
export function dailyLines(
  days: readonly string[],
  series: readonly { readonly name: string; readonly counts: readonly number[] }[],
  colours: ChartColours,
  stacked = false,
): EChartsCoreOption {
  return {
    ...common(colours),
    tooltip: { trigger: 'axis' },
    legend: { type: 'scroll', top: 0, textStyle: { color: colours['--hl-text-2'] } },
    grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
    xAxis: {
      type: 'category',
      data: days.map((day) => day.slice(5)),
      axisLabel: { color: colours['--hl-text-2'] },
      axisLine: { lineStyle: { color: colours['--hl-border'] } },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: { color: colours['--hl-text-2'] },
      splitLine: { lineStyle: { color: colours['--hl-border-2'] } },
    },
    series: series.map(({ name, counts }, at) => ({
      name,
      type: stacked ? 'bar' : 'line',
      ...(stacked
        ? { stack: 'all', barMaxWidth: 22 }
        : {
            showSymbol: days.length < 10,
            smooth: 0.2,
            // The colours begin anew: a dashed line is another's.
            lineStyle: { type: at < palette.length ? 'solid' : 'dashed' },
          }),
      data: counts,
    })),
  };
}

function common(colours: ChartColours): EChartsCoreOption {
  return {
    color: palette,
    textStyle: { fontFamily: 'inherit', color: colours['--hl-text'] },
    backgroundColor: 'transparent',
  };
}
