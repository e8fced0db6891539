// Names of months and days; English ones are within.
import 'dayjs/locale/zh-cn';

export { default, type Dayjs } from 'dayjs';
