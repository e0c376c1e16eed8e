// Lists the failed tests of a vitest report, one each with the first line of why: node .ci/failures.mjs NAME REPORT.json
import { readFileSync } from 'node:fs';

const [name, report] = process.argv.slice(2);
for (const { name: file, message, assertionResults } of JSON.parse(readFileSync(report, 'utf8'))
  .testResults) {
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  const place = `${name}: ${file.slice(file.indexOf('/test/') + 1)}`;
  for (const { fullName, failureMessages } of failed)
    console.log(`${place} > ${fullName}: ${failureMessages[0]?.split('\n')[0] ?? ''}`);
  // A file that could not be loaded, or whose hooks failed.
  if (failed.length === 0 && message !== '') console.log(`${place}: ${message.split('\n')[0]}`);
}
