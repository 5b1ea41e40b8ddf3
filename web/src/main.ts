import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/filters.css';
import './styles/charts.css';
import './styles/content.css';
import { Application } from './app/application.ts';
import { preferredLanguage, useLanguage } from './ui/text.ts';
import { applyTheme } from './ui/theme.ts';

applyTheme();
await useLanguage(preferredLanguage());
const root = document.getElementById('app');
if (root) await new Application(root).start();
