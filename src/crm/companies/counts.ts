/** Names in record_counts. */
export const LIVING_COMPANIES = 'companies';
/** Living and deleted ones. */
export const ALL_COMPANIES = 'companies_all';
