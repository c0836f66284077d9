/** The program's version, as Port and users see it. */
export const VERSION = '0.1.0';
