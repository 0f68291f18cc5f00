// Stands in for the product in tests that kill it: starts the embedded database, says where it is, and stays.
import { startEmbeddedMongo } from '../../../adapters/mongo/embedded/start-embedded-mongo.js';

const [dataFolder = '', cacheFolder = '', systemBinary = ''] = process.argv.slice(2);
const { uri } = await startEmbeddedMongo({ dataFolder, cacheFolder, systemBinary, say: () => undefined });
process.stdout.write(`${uri}\n`);
process.stdin.resume();
