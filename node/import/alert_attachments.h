/* alert_attachments.h - files that go with an alert: named, and hashed where they lie. */
#ifndef ALERT_ATTACHMENTS_H
#define ALERT_ATTACHMENTS_H

#include "alert.pb-c.h"
#include "cells.h"

/* Items of the cell parted by `;`: a path below `folder`, read and hashed here (NULL: none
 * may be read), or `name|sha256|size|media type` of a file that lies elsewhere. */
void alert_attachments_read(Cmsa__AlertBody *b, const struct cells *c, size_t row,
    size_t column, const char *folder);

/* The file at `path`, below `folder` unless it begins with a slash, named and hashed; false
 * when it cannot be read, is larger than 64 MiB, or `folder` is NULL.  Borrows `path`; the
 * hash lies in `mem`, an arena without a budget. */
bool alert_attachments_file(
    Cmsa__Attachment *a, struct arena *mem, const char *path, const char *folder);

#endif
