/* when_faults.h - cmsa when --faults. */
#ifndef WHEN_FAULTS_H
#define WHEN_FAULTS_H

#include "cli.h"

/* Asks the running node what witness entries list and nobody gives; the exit code. */
int when_faults(const struct cli *cli);

/* "JPN/main does not have it, USA/main is asked" of one of them, appended. */
void when_faults_asked(struct buf *out, const Cmsa__Listed *l);

#endif
