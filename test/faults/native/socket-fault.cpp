// SPDX-License-Identifier: GPL-2.0-or-later
//
// Breaks the frame channel's connections of a running process from outside: takes a copy of each of its
// sockets to daemon.sock and shuts one direction down, or says half of a message on it.
//   socket-fault PID read|write|cut
// Prints how many connections it broke. A program of its own, one thread.
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <string>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

class Descriptor {
public:
	explicit Descriptor(int fd) : fd_(fd) {}
	~Descriptor()
	{
		if (fd_ >= 0)
			close(fd_);
	}
	Descriptor(const Descriptor &) = delete;
	Descriptor &operator=(const Descriptor &) = delete;
	int get() const { return fd_; }

private:
	int fd_;
};

using NameOf = int (*)(int, sockaddr *, socklen_t *);

bool is_daemon_socket(int fd, NameOf name_of)
{
	sockaddr_un name = {};
	socklen_t length = sizeof(name) - 1;
	if (name_of(fd, reinterpret_cast<sockaddr *>(&name), &length) != 0 || name.sun_family != AF_UNIX)
		return false;
	const std::string path = name.sun_path;
	const std::string wanted = "/daemon.sock";
	return path.size() > wanted.size() && path.compare(path.size() - wanted.size(), wanted.size(), wanted) == 0;
}

bool is_connection(int fd)
{
	sockaddr_un peer = {};
	socklen_t length = sizeof(peer);
	if (getpeername(fd, reinterpret_cast<sockaddr *>(&peer), &length) != 0)
		return false;
	// The filter's end knows the name as its peer's, the daemon's as its own.
	return is_daemon_socket(fd, getpeername) || is_daemon_socket(fd, getsockname);
}

bool break_connection(int fd, const std::string &how)
{
	if (how == "read")
		return shutdown(fd, SHUT_RD) == 0;
	if (how == "write")
		return shutdown(fd, SHUT_WR) == 0;
	const char half[] = "{\"type\":\"stream.status\",\"state\":\"runn";
	return send(fd, half, sizeof(half) - 1, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

int fail(const char *what)
{
	fprintf(stderr, "socket-fault: %s: %s\n", what, strerror(errno));
	return 1;
}

} // namespace

int main(int count, char **arguments)
{
	const std::string how = count == 3 ? arguments[2] : "";
	if (how != "read" && how != "write" && how != "cut") {
		fprintf(stderr, "usage: socket-fault PID read|write|cut\n");
		return 2;
	}
	const int pid = atoi(arguments[1]);
	const Descriptor process(int(syscall(SYS_pidfd_open, pid, 0)));
	if (process.get() < 0)
		return fail("the process");
	const std::string folder = "/proc/" + std::to_string(pid) + "/fd";
	DIR *listing = opendir(folder.c_str());
	if (!listing)
		return fail(folder.c_str());
	int broken = 0;
	bool is_refused = false;
	while (const dirent *entry = readdir(listing)) {
		if (entry->d_name[0] == '.')
			continue;
		const Descriptor copy(int(syscall(SYS_pidfd_getfd, process.get(), atoi(entry->d_name), 0)));
		is_refused = is_refused || (copy.get() < 0 && errno == EPERM);
		if (copy.get() >= 0 && is_connection(copy.get()) && break_connection(copy.get(), how))
			broken++;
	}
	closedir(listing);
	if (broken == 0 && is_refused) {
		errno = EPERM;
		return fail("its descriptors may not be copied");
	}
	printf("%d\n", broken);
	return 0;
}
