/* alerts_node.h - what the commands about alerts share: the alerts of this node, the country
 * that looks, filters, saved ones too. */
#ifndef ALERTS_NODE_H
#define ALERTS_NODE_H

#include "alerts_list.h"
#include "cli.h"
#include "law.h"

/* Alerts as this node may read them. */
struct alerts_node {
	struct cli_question q;
	struct facts *facts;
	struct law law;
	struct alerts *alerts;
	char author[AUTHOR_LEN]; /* of this node */
	char country
	    [COUNTRY_LEN]; /* that looks: --for, or the node's own; "" for others */
};

/* As the position, date and --for of `cli` say.  After an error it is cleared. */
enum err alerts_node_open(struct alerts_node *a, const struct cli *cli, struct errmsg *m);
void alerts_node_close(struct alerts_node *a);

/* "AUTHOR:SEQ" or "AUTHOR:INCARNATION:SEQ": the alert, or ERR_INPUT and why not. */
enum err alerts_node_find(struct alerts_line *out, const struct alerts_node *a,
    const char *ref, struct errmsg *m);

/* The filter that was typed: that of --filter NAME, then each option given. */
enum err alerts_node_filter(
    struct alerts_filter *f, const struct cli *cli, struct errmsg *m);

/* Subcommands: each returns the exit code. */
int alerts_watch_run(struct cli *cli);
int alerts_saved_run(struct cli *cli);
int respond_run(struct cli *cli, bool only_ack);

/* The saved filter of that name; ERR_INPUT: there is none. */
enum err alerts_saved_get(
    struct alerts_filter *f, const struct cli *cli, const char *name, struct errmsg *m);

#endif
