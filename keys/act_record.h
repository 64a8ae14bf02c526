/* act_record.h - which acts a registrar's key has signed, so that it never signs a second
 * one for a number.  A text file beside the key file:
 *     cmsa registrar record 1
 *     key HEX
 *     NUMBER HEX-OF-ACT-ID        one line an act, in the order of signing */
#ifndef ACT_RECORD_H
#define ACT_RECORD_H

#include <stdint.h>

#include "entry.h"
#include "err.h"

/* The record's path: the key file's with ".record" behind it; aborts when it does not
 * fit. */
void act_record_path(char out[static 4096], const char *key_path);

/* The record of a key that has signed nothing; ERR_BUSY when there is one. */
enum err act_record_new(const char *path, const struct public_key *key, struct errmsg *m);

/* Notes that the key signs act `id` for `number`; durable when it returns ERR_NONE, which
 * it also does when the same act is noted already.  Called before the signature is made.
 * ERR_REFUSED: another act was signed for that number.  ERR_INPUT: damaged, or of another
 * key; ERR_NOT_FOUND: lost; ERR_BUSY: another program has it open. */
enum err act_record_put(const char *path, const struct public_key *key, uint64_t number,
    const struct hash *id, struct errmsg *m);

#endif
