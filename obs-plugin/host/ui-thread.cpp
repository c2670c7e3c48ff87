// SPDX-License-Identifier: GPL-2.0-or-later
#include "ui-thread.hpp"

#include <cerrno>
#include <future>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace frame_host {

namespace {

UiThread *ui_thread = nullptr; // libobs's handler has no data of its own

} // namespace

UiThread::UiThread()
{
	if (pipe2(bell_, O_CLOEXEC | O_NONBLOCK) != 0)
		throw std::runtime_error("no pipe for the UI thread");
	ui_thread = this;
}

UiThread::~UiThread()
{
	ui_thread = nullptr;
	close(bell_[0]);
	close(bell_[1]);
}

void UiThread::serve_libobs() { obs_set_ui_task_handler(queue_task); }

void UiThread::queue_task(obs_task_t task, void *data, bool wait)
{
	UiThread &ui = *ui_thread;
	if (wait && std::this_thread::get_id() == ui.id_) {
		task(data);
		return;
	}
	std::promise<void> done;
	{
		const std::lock_guard<std::mutex> lock(ui.mutex_);
		ui.tasks_.push_back([task, data, promise = wait ? &done : nullptr] {
			task(data);
			if (promise)
				promise->set_value();
		});
	}
	ui.ring();
	if (wait)
		done.get_future().wait();
}

void UiThread::ring()
{
	// A full pipe rings, too.
	const ssize_t written = write(bell_[1], "", 1);
	(void)written;
}

void UiThread::run_tasks()
{
	char bytes[64];
	while (read(bell_[0], bytes, sizeof(bytes)) > 0) {
	}
	std::deque<std::function<void()>> tasks;
	{
		const std::lock_guard<std::mutex> lock(mutex_);
		tasks.swap(tasks_);
	}
	for (const auto &task : tasks)
		task();
}

bool UiThread::take_line(std::string &line)
{
	const size_t end = text_.find('\n');
	if (end == std::string::npos)
		return false;
	line = text_.substr(0, end);
	text_.erase(0, end + 1);
	return true;
}

bool UiThread::next_line(std::string &line)
{
	while (!take_line(line)) {
		pollfd ready[] = {{STDIN_FILENO, POLLIN, 0}, {bell_[0], POLLIN, 0}};
		if (poll(ready, 2, -1) < 0 && errno != EINTR)
			return false;
		run_tasks();
		if (ready[0].revents == 0)
			continue;
		char bytes[4096];
		const ssize_t count = read(STDIN_FILENO, bytes, sizeof(bytes));
		if (count == 0 || (count < 0 && errno != EINTR))
			return false;
		text_.append(bytes, count > 0 ? size_t(count) : 0);
	}
	return true;
}

} // namespace frame_host
