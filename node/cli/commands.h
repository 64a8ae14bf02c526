/* commands.h - what each *_cmd.c gives to the table. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "cli.h"

extern const struct cli_command init_cmd, status_cmd, peers_cmd, log_cmd, show_cmd,
    publish_cmd, retract_cmd, import_cmd, capacity_cmd, duties_cmd, measures_cmd,
    compliance_cmd, explain_cmd, desk_cmd, keys_cmd, assess_cmd, register_cmd, verify_cmd,
    alerts_cmd, coverage_cmd, duty_cmd, calendar_cmd, replay_cmd, audit_cmd, fund_cmd,
    reply_cmd, report_cmd, backup_cmd, restore_cmd, doctor_cmd, open_cmd, disclose_cmd, when_cmd;

#endif
