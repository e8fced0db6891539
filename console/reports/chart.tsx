import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { type ReactNode, useEffect, useRef } from 'react';
import { cssVariables } from '@/app/theme.ts';
import { useTheme } from '@/app/theme-provider.tsx';
import styles from './reports.module.css';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export type ChartColours = Readonly<Record<string, string>>;

interface Props {
  readonly label: string;
  option(colours: ChartColours): EChartsCoreOption;
}

/** A chart in the theme's colours; the table below it says the same to those who don't see it. */
export function Chart({ label, option }: Props): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const { name } = useTheme();
  useEffect(() => {
    if (place.current === null) return;
    const chart = init(place.current, null, { renderer: 'svg' });
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    chart.setOption({ animation: !still, ...option(cssVariables(name)) });
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(place.current);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [name, option]);
  return <div ref={place} className={styles.chart} role="img" aria-label={label} />;
}
