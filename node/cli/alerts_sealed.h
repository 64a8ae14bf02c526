/* alerts_sealed.h - alerts sealed to named readers.  They are no facts, so the list has them apart:
 * what is shown without a key is that they are there, and the command that opens one. */
#ifndef ALERTS_SEALED_H
#define ALERTS_SEALED_H

#include "alerts_node.h"
#include "json.h"
#include "opening.h"

struct alerts_sealed {
	struct fact_entry *list; /* in order of place */
	size_t n;
};

/* Those that are held at the position, of others than this author unless `own`; retracted ones,
 * too.  The caller
 * clears. */
enum err alerts_sealed_list(
    struct alerts_sealed *out, const struct alerts_node *a, bool own, struct errmsg *m);
void alerts_sealed_clear(struct alerts_sealed *s);

/* The sealed alert that a word such as JPN:17 names; false: it names none that is held. */
bool alerts_sealed_find(
    struct fact_entry *out, const struct alerts_node *a, const char *ref);

/* Lines behind the list, or objects of `json` (may be NULL).  With --open the passphrase is asked
 * for, once, and those that open are shown with what is in them; the others are counted. */
enum err alerts_sealed_write(struct buf *out, json_t *json, const struct cli *cli,
    const struct alerts_node *a, struct errmsg *m);

#endif
