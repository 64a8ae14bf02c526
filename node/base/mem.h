/* mem.h - the one place where running out of memory ends the program.
 * Sizes that come from outside are checked against limit.h before they get here. */
#ifndef MEM_H
#define MEM_H

#include <stddef.h>

/* Never NULL, zeroed; free with free(). */
void *mem_new(size_t size);
void *mem_array(size_t n, size_t size);

/* Never NULL; grows or shrinks as realloc, with n * size checked. */
void *mem_resize(void *p, size_t n, size_t size);

/* Copies; the caller frees. */
char *mem_strdup(const char *s);
void *mem_dup(const void *p, size_t n);

#endif
