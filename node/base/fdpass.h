/* fdpass.h - hands an open descriptor to another process over a Unix stream socket
 * (SCM_RIGHTS), with one byte that says what it is for. */
#ifndef FDPASS_H
#define FDPASS_H

#include <stdint.h>

#include "err.h"

/* The receiver gets a duplicate; `fd` stays the caller's.  Blocks while the socket is
 * full.  ERR_GONE when the other end is closed, ERR_IO. */
enum err fdpass_send(int sock, int fd, uint8_t tag);

/* Waits for one descriptor, which is the caller's and close-on-exec.  On a non-blocking
 * socket with nothing to read: ERR_BUSY.  ERR_GONE at the end of the stream; ERR_INPUT
 * for a byte without a descriptor. */
enum err fdpass_recv(int sock, int *fd, uint8_t *tag);

#endif
