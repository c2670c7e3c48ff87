// SPDX-License-Identifier: GPL-2.0-or-later
#include "../poller.hpp"

#include "../fault.hpp"

#include <cerrno>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace playalter {

namespace {

bool add(int poll, int handle, uint64_t token, uint32_t events)
{
	epoll_event event = {};
	event.events = events;
	event.data.u64 = token;
	return epoll_ctl(poll, EPOLL_CTL_ADD, handle, &event) == 0;
}

} // namespace

Poller::Poller() : poll_(epoll_create1(EPOLL_CLOEXEC)), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
	if (!poll_.is_open() || !wake_.is_open() || !add(poll_.get(), wake_.get(), kWakeToken, EPOLLIN | EPOLLET))
		throw Fault("listener_failed", with_system_reason("Nothing can be waited for.", errno));
}

bool Poller::watch(int handle, uint64_t token)
{
	return add(poll_.get(), handle, token, EPOLLIN);
}

bool Poller::watch_signals(int handle, uint64_t token)
{
	return add(poll_.get(), handle, token, EPOLLIN | EPOLLET);
}

void Poller::set_muted(int handle, uint64_t token, bool is_muted)
{
	epoll_event event = {};
	event.events = is_muted ? 0u : uint32_t(EPOLLIN);
	event.data.u64 = token;
	epoll_ctl(poll_.get(), EPOLL_CTL_MOD, handle, &event);
}

void Poller::forget(int handle)
{
	// Closing is not enough: the peer holds the same description, which would keep on reporting.
	epoll_ctl(poll_.get(), EPOLL_CTL_DEL, handle, nullptr);
}

size_t Poller::wait(Ready (&ready)[kReadyMax], int timeout_ms)
{
	epoll_event events[kReadyMax];
	const int count = epoll_wait(poll_.get(), events, int(kReadyMax), timeout_ms);
	if (count < 0) {
		if (errno == EINTR)
			return 0;
		throw Fault("listener_failed", with_system_reason("Waiting for filters failed.", errno));
	}
	for (int i = 0; i < count; i++)
		ready[i] = {events[i].data.u64, (events[i].events & EPOLLIN) != 0,
			    (events[i].events & (EPOLLHUP | EPOLLERR)) != 0};
	return size_t(count);
}

void Poller::wake()
{
	// Fails only when the counter is full, and then a wake-up is pending anyway.
	eventfd_write(wake_.get(), 1);
}

} // namespace playalter
