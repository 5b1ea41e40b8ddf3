/** The texts in English that are needed before anybody is logged in: those of the shell, and those that all areas share. */
import common from './en/common.json';
import shell from './en/shell.json';

export const texts = { ...common, ...shell };
