/** The choice of the form that stands for “until the end of a day”. */
export const ON_A_DAY = "date";
/** The choice that stands for the longest life that the account allows. */
export const MAXIMUM = "maximum";
