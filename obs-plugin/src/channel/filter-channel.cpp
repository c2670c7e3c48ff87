// SPDX-License-Identifier: GPL-2.0-or-later
//
// The channel's thread: attempts, back-off and the state that others see.
#include "filter-channel.hpp"

#include <algorithm>
#include <exception>
#include <system_error>

#include "monotonic-clock.hpp"
#include "runtime-folder.hpp"

namespace playalter {

namespace {

// One welcome that doesn't come can be a slow start; two in a row are a daemon that hangs.
constexpr int kMissedWelcomesMax = 2;

} // namespace

std::unique_ptr<FilterChannel> FilterChannel::create(ChannelOptions options, ChannelError &error)
{
	Doorbell wake = Doorbell::create(error);
	if (!wake.is_open())
		return nullptr;
	std::unique_ptr<FilterChannel> channel(new FilterChannel(std::move(options), std::move(wake)));
	try {
		channel->thread_ = std::thread([raw = channel.get()] { raw->run(); });
	} catch (const std::system_error &failure) {
		error = {"thread_failed",
			 std::string("The system gave no thread for the connection to the PlayAlter daemon (") +
				 failure.what() + ")."};
		return nullptr;
	}
	return channel;
}

FilterChannel::FilterChannel(ChannelOptions options, Doorbell wake)
	: options_(std::move(options)),
	  mailbox_(options_.identity, options_.settings, std::move(wake))
{
}

FilterChannel::~FilterChannel()
{
	mailbox_.stop();
	if (thread_.joinable())
		thread_.join();
}

FrameMapping *FilterChannel::acquire() noexcept
{
	bool was_retired = false;
	FrameMapping *mapping = exchange_.acquire(&was_retired);
	if (was_retired)
		mailbox_.wake();
	return mapping;
}

void FilterChannel::set_counters(const FrameCounters &counters, names::CoverReason reason) noexcept
{
	mailbox_.put_counters(counters, reason);
}

void FilterChannel::report_invalid_record(InvalidReason reason) noexcept
{
	const uint64_t serial = exchange_.reject_current();
	if (serial != 0)
		mailbox_.put_invalid_report(serial, reason);
}

void FilterChannel::set_settings(const StreamSettings &settings)
{
	mailbox_.put_settings(settings);
}

void FilterChannel::set_names(const std::string &filter_name, const std::string &source_name)
{
	mailbox_.put_names(filter_name, source_name);
}

ChannelSnapshot FilterChannel::snapshot() const
{
	const std::lock_guard<std::mutex> lock(mutex_);
	ChannelSnapshot snapshot = snapshot_;
	if (snapshot.status)
		snapshot.status_age_ms = monotonic_ms() - status_received_ms_;
	return snapshot;
}

void FilterChannel::run()
{
	const ChannelTiming &timing = options_.timing;
	int64_t retry_ms = timing.retry_min_ms;
	while (!mailbox_.is_stopping()) {
		const int64_t began_ms = monotonic_ms();
		bool was_connected = false;
		try {
			was_connected = connect_once();
		} catch (const std::exception &failure) {
			exchange_.revoke();
			set_trouble(ChannelState::lost,
				    {"channel_failed", std::string("The connection to the PlayAlter daemon failed (") +
							       failure.what() + ")."});
		}
		// A connection that held for a while was a good one: the next attempt follows at once. One that
		// breaks again and again, on a bad record say, is tried less and less often.
		if (was_connected && monotonic_ms() - began_ms >= timing.retry_max_ms) {
			retry_ms = timing.retry_min_ms;
			continue;
		}
		// One that is being started answers soon, and until then the picture is covered.
		if (is_daemon_starting_) {
			retry_ms = timing.retry_min_ms;
			wait_for_retry(timing.starting_retry_ms);
			continue;
		}
		wait_for_retry(retry_ms);
		retry_ms = std::min(retry_ms * 2, timing.retry_max_ms);
	}
	exchange_.revoke();
}

UnixSocket FilterChannel::connect(ChannelError &error)
{
	std::string folder = options_.runtime_folder;
	if (folder.empty())
		folder = runtime_folder_path();
	if (!prepare_runtime_folder(folder, error))
		return {};
	UnixSocket socket = UnixSocket::connect(folder + "/" + names::socket_name, error);
	is_daemon_starting_ = false;
	if (!socket.is_open() && error.code == "daemon_unreachable" && options_.supervisor) {
		options_.supervisor->ensure_running();
		const SupervisorStatus supervisor = options_.supervisor->status();
		is_daemon_starting_ = supervisor.pid != 0;
		// Why there is none says more than that there is none.
		if (supervisor.error)
			error = supervisor.error;
	}
	return socket;
}

// What is seen while a daemon starts is the first that it gets: guard mode's delay need not pass once more when it has come.
void FilterChannel::prepare_for_start()
{
	if (!is_daemon_starting_) {
		exchange_.revoke();
		return;
	}
	if (exchange_.offered())
		return;
	ChannelError error;
	std::unique_ptr<FrameMapping> mapping = FrameMapping::create(error);
	// None to be had: it is asked for again, and found missing, when there is a daemon.
	if (!mapping)
		return;
	mapping->prefault(uint32_t(names::limit_analysis_side));
	exchange_.offer(std::move(mapping));
}

// One attempt, for as long as it lasts; true if the daemon welcomed the filter.
bool FilterChannel::connect_once()
{
	ChannelError error;
	UnixSocket socket = connect(error);
	// A new one for each connection: a daemon that was given up keeps the old one, where it can do no harm.
	std::unique_ptr<FrameMapping> mapping;
	if (!socket.is_open())
		prepare_for_start();
	else if (!exchange_.offered())
		mapping = FrameMapping::create(error);
	const bool has_mapping = mapping || exchange_.offered();
	if (!socket.is_open() || !has_mapping) {
		set_trouble(ChannelState::connecting, error);
		return false;
	}

	ChannelSession::Listener listener;
	listener.on_welcome = [this](const DaemonWelcome &welcome) { on_welcome(welcome); };
	listener.on_status = [this](const StreamStatus &status, const std::string &json) { on_status(status, json); };
	listener.on_preview = [this](uint32_t fps) { preview_wish_.set(fps); };
	ChannelSession session(std::move(socket), mailbox_, exchange_, options_.timing, std::move(listener));
	const pid_t peer_pid = session.peer_pid();
	const SessionEnd end = mapping ? session.run(std::move(mapping)) : session.run_offered();
	preview_wish_.set(0);
	const bool was_connected = state() == ChannelState::connected;
	note_end(end, peer_pid);
	return was_connected;
}

void FilterChannel::note_end(const SessionEnd &end, pid_t peer_pid)
{
	const bool is_missed = end.kind == SessionEndKind::not_welcomed;
	missed_welcomes_ = is_missed ? missed_welcomes_ + 1 : 0;
	const bool is_hung = end.kind == SessionEndKind::silent || missed_welcomes_ >= kMissedWelcomesMax;
	if (is_hung && options_.supervisor && peer_pid > 0)
		options_.supervisor->report_hung(peer_pid);

	if (end.kind == SessionEndKind::stopped)
		return;
	const bool is_refused = end.kind == SessionEndKind::refused;
	const bool was_connected = state() == ChannelState::connected;
	set_trouble(is_refused      ? ChannelState::refused
		    : was_connected ? ChannelState::lost
				    : ChannelState::connecting,
		    end.error);
}

void FilterChannel::wait_for_retry(int64_t wait_ms)
{
	const int64_t deadline_ms = monotonic_ms() + wait_ms;
	for (;;) {
		exchange_.collect();
		const int64_t left_ms = deadline_ms - monotonic_ms();
		if (mailbox_.is_stopping() || left_ms <= 0)
			return;
		mailbox_.wait(-1, 0, left_ms);
	}
}

// `connecting` leaves `lost` as it is: a filter that had a daemon and lost it is told apart from one that is
// about to get its first.
void FilterChannel::set_trouble(ChannelState state, const ChannelError &error)
{
	if (state == ChannelState::connecting && this->state() == ChannelState::lost)
		state = ChannelState::lost;
	const bool is_news = this->state() != state || logged_code_ != error.code;
	{
		const std::lock_guard<std::mutex> lock(mutex_);
		snapshot_.state = state;
		snapshot_.error = error;
		state_.store(state, std::memory_order_release);
	}
	if (is_news)
		log(LogLevel::warning, std::string(channel_state_names[size_t(state)]) + ": " + error.message);
	logged_code_ = error.code;
}

void FilterChannel::on_welcome(const DaemonWelcome &welcome)
{
	missed_welcomes_ = 0;
	logged_code_.clear();
	{
		const std::lock_guard<std::mutex> lock(mutex_);
		snapshot_.state = ChannelState::connected;
		snapshot_.error = {};
		snapshot_.daemon_version = welcome.daemon_version;
		snapshot_.daemon_pid = welcome.pid;
		snapshot_.provider = welcome.provider;
		snapshot_.connections++;
		snapshot_.status.reset();
		snapshot_.status_json.clear();
		snapshot_.status_age_ms = 0;
		state_.store(ChannelState::connected, std::memory_order_release);
	}
	log(LogLevel::info, "connected to daemon " + welcome.daemon_version + " (pid " + std::to_string(welcome.pid) +
				    ", " + welcome.provider + ")");
}

void FilterChannel::on_status(const StreamStatus &status, const std::string &json)
{
	const std::lock_guard<std::mutex> lock(mutex_);
	snapshot_.provider = status.provider;
	snapshot_.status = status;
	snapshot_.status_json = json;
	status_received_ms_ = monotonic_ms();
}

void FilterChannel::log(LogLevel level, const std::string &line) const
{
	if (options_.log)
		options_.log(level, line);
}

} // namespace playalter
