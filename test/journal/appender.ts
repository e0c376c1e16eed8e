import { openJournal } from '../../core/journal/journal.ts';
import { stage } from './sample.ts';

/** A process of its own that appends one record at a time and says each number once it is on the disk. */
const [file = '', name = '', count = '0'] = process.argv.slice(2);
using journal = openJournal(file, { clock: () => new Date(), actor: name, newId: () => name });
for (let index = 1; index <= Number(count); index += 1) {
  const [entry] = journal.append([stage(name, `${index}`)]);
  process.stdout.write(`${entry?.seq}\n`);
}
