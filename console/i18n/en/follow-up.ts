export const followUp = {
  title: 'Write a follow-up',
  text: 'Content',
  placeholder: 'What was said… (Ctrl+Enter saves)',
  type: 'Kind of contact',
  opportunity: 'Opportunity',
  next: 'Next contact',
  tomorrow: 'Tomorrow',
  inThreeDays: 'In 3 days',
  inAWeek: 'In a week',
  saved: 'Follow-up saved',
};
