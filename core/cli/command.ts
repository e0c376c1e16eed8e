import { Command } from 'commander';

/** A command that names a mistyped option as what it is, not as the required one that it was meant to be. */
export class QuaysideCommand extends Command {
  override createCommand(name?: string): QuaysideCommand {
    return new QuaysideCommand(name);
  }

  /** Called by commander where a required option is missing, before it looks at unknown ones. */
  missingMandatoryOptionValue({ flags }: { readonly flags: string }): void {
    const unknown = this.args.find((argument) => argument.startsWith('-'));
    const mistyped = unknown === undefined ? '' : ` (and '${unknown}' is not an option)`;
    this.error(`error: required option '${flags}' not specified${mistyped}`, {
      code: 'commander.missingMandatoryOptionValue',
    });
  }
}
