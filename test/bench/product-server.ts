// The product's own way from a press to its acknowledgement; what comes after it, by relay and scheduler, is left out.
import { assemble } from '../../bot/compose/compose.js';
import { readConfig } from '../../bot/config/config.js';
import { serveMeasured } from './measured-process.js';

const settings = { PORT: '0', LOG_LEVEL: 'silent', DEMO: 'true', TURNS_PER_MINUTE: '1000000' };
const config = readConfig({ ...settings, MONGODB_URI: process.argv[2] });
const { url } = await assemble(config, { say: () => undefined, path: '' });
serveMeasured(url);
