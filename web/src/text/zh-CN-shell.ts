/** The texts in Chinese that are needed before anybody is logged in: those of the shell, and those that all areas share. */
import common from './zh-CN/common.json';
import shell from './zh-CN/shell.json';

export const texts = { ...common, ...shell };
