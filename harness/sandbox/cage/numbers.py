"""System call numbers of the two processors, and of the structures and constants that go with them.

Source: Linux 6.12, ``arch/x86/entry/syscalls/syscall_64.tbl`` and ``include/uapi/asm-generic/unistd.h`` (aarch64); the
tests compare with the headers of the machine they run on. 0 stands for a call that aarch64 does not have.
"""

import os

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""How seccomp names a processor (``include/uapi/linux/audit.h``)."""

_TABLE = """
open 2 0|socket 41 198|connect 42 203|sendto 44 206|sendmsg 46 211|bind 49 200|listen 50 201|clone 56 220|fork 57 0
vfork 58 0|execve 59 221|kill 62 129|shmget 29 194|semget 64 190|msgget 68 186|truncate 76 45|creat 85 0|chmod 90 0
fchmod 91 52|chown 92 0|fchown 93 55|lchown 94 0|ptrace 101 117|syslog 103 116|rt_sigqueueinfo 129 138|utime 132 0
personality 135 92|setpriority 141 140|sched_setparam 142 118|sched_setscheduler 144 119|pivot_root 155 41
adjtimex 159 171|chroot 161 51|acct 163 89|settimeofday 164 170|mount 165 40|umount2 166 39|swapon 167 224
swapoff 168 225|reboot 169 142|sethostname 170 161|setdomainname 171 162|iopl 172 0|ioperm 173 0|init_module 175 105
delete_module 176 106|quotactl 179 60|setxattr 188 5|lsetxattr 189 6|fsetxattr 190 7|removexattr 197 14
lremovexattr 198 15|fremovexattr 199 16|tkill 200 130|sched_setaffinity 203 122|clock_settime 227 112|tgkill 234 131
utimes 235 0|mq_open 240 180|kexec_load 246 104|add_key 248 217|request_key 249 218|keyctl 250 219|ioprio_set 251 30
migrate_pages 256 238|openat 257 56|fchownat 260 54|futimesat 261 0|fchmodat 268 53|unshare 272 97|vmsplice 278 75
move_pages 279 239|utimensat 280 88|rt_tgsigqueueinfo 297 240|perf_event_open 298 241|fanotify_init 300 262
prlimit64 302 261|name_to_handle_at 303 264|open_by_handle_at 304 265|clock_adjtime 305 266|sendmmsg 307 269
setns 308 268|kcmp 312 272|finit_module 313 273|sched_setattr 314 274|seccomp 317 277|memfd_create 319 279
kexec_file_load 320 294|bpf 321 280|execveat 322 281|userfaultfd 323 282|pidfd_send_signal 424 424
io_uring_setup 425 425|io_uring_enter 426 426|io_uring_register 427 427|open_tree 428 428|move_mount 429 429
fsopen 430 430|fsconfig 431 431|fsmount 432 432|fspick 433 433|pidfd_open 434 434|clone3 435 435|openat2 437 437
pidfd_getfd 438 438|process_madvise 440 440|mount_setattr 442 442|quotactl_fd 443 443|landlock_create_ruleset 444 444
landlock_add_rule 445 445|landlock_restrict_self 446 446|memfd_secret 447 447|process_mrelease 448 448
fchmodat2 452 452|setxattrat 463 463|removexattrat 466 466|open_tree_attr 467 467
"""


def _read() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {"x86_64": {}, "aarch64": {}}
    for entry in _TABLE.replace("\n", "|").split("|"):
        if words := entry.split():
            name, intel, arm = words[0], int(words[1]), int(words[2])
            found["x86_64"][name] = intel
            if arm:
                found["aarch64"][name] = arm
    return found


NUMBERS = _read()
"""By processor: the number of each call by its name."""


def machine() -> str:
    """Return this machine's processor as the kernel names it."""
    return os.uname().machine
