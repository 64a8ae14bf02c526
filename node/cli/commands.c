/* commands.c - the table of commands, in the order of `cmsa help`. */
#include "commands.h"

#include "help.h"

const struct cli_command *const cli_commands[] = {
	&init_cmd,
	&status_cmd,
	&peers_cmd,
	&log_cmd,
	&show_cmd,
	&publish_cmd,
	&retract_cmd,
	&import_cmd,
	&capacity_cmd,
	&coverage_cmd,
	&duties_cmd,
	&duty_cmd,
	&measures_cmd,
	&alerts_cmd,
	&compliance_cmd,
	&explain_cmd,
	&reply_cmd,
	&fund_cmd,
	&assess_cmd,
	&replay_cmd,
	&calendar_cmd,
	&report_cmd,
	&desk_cmd,
	&keys_cmd,
	&register_cmd,
	&verify_cmd,
	&audit_cmd,
	&backup_cmd,
	&restore_cmd,
	&doctor_cmd,
	&help_cmd,
	NULL,
};
