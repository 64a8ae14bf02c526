/* bodies.h - rows to the bodies of entries, ready to be published. */
#ifndef BODIES_H
#define BODIES_H

#include "alert_csv.h"
#include "bytes.h"
#include "capacity_csv.h"
#include "duty_csv.h"
#include "fund_csv.h"
#include "measure_csv.h"

/* Encoded bodies, one entry each, in the order of the rows. */
struct bodies {
	struct buf *at;
	size_t n;
};

/* Messages of the kind, each at most LIMIT_BODY_BYTES and LIMIT_ROWS,
 * checked as publish checks them.  When there are several they are a batch of that id:
 * the caller gives 16 random bytes.  ERR_INPUT and a reason in `m` when a row does not
 * pass; *out is then empty.  Cleared with bodies_clear. */
enum err bodies_of_capacity(struct bodies *out, const struct capacity_rows *rows,
    const uint8_t batch_id[static 16], struct errmsg *m);
enum err bodies_of_duty(struct bodies *out, const struct duty_rows *rows,
    const uint8_t batch_id[static 16], struct errmsg *m);
enum err bodies_of_measures(struct bodies *out, const struct measure_rows *rows,
    const uint8_t batch_id[static 16], struct errmsg *m);
enum err bodies_of_attendance(struct bodies *out, const struct attendance_rows *rows,
    const uint8_t batch_id[static 16], struct errmsg *m);

enum err bodies_of_fund(struct bodies *out, const struct fund_rows *rows,
    const uint8_t batch_id[static 16], struct errmsg *m);

/* One entry an alert, each by itself: what is wrong with one must not keep the others from
 * counting. */
enum err bodies_of_alerts(
    struct bodies *out, const struct alert_rows *rows, struct errmsg *m);

void bodies_clear(struct bodies *b);

#endif
