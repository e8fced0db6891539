export const grid = {
  selectAll: '选择已加载的所有行',
  select: '选择这一行',
  width: '“{{name}}”列宽',
  columns: '列',
  columnsHint: '勾选显示的列；拖动或用箭头排序。只对您自己生效。',
  up: '上移 {{name}}',
  down: '下移 {{name}}',
  resetColumns: '恢复默认',
};
