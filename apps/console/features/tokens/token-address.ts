/** Where the page of a token is. */
export const tokenAddress = (id: string): string => `/administration/tokens/${encodeURIComponent(id)}`;
