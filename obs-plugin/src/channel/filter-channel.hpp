// SPDX-License-Identifier: GPL-2.0-or-later
//
// One filter instance's line to the daemon: a background thread that finds or starts the daemon,
// connects, hands over a fresh mapping, keeps the daemon told of settings and figures, notices when
// it is gone, hung or broken, and tries again. The graphics thread sees only atomics.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "channel-error.hpp"
#include "channel-log.hpp"
#include "channel-mailbox.hpp"
#include "channel-session.hpp"
#include "daemon-supervisor.hpp"
#include "frame-mapping.hpp"
#include "mapping-exchange.hpp"
#include "mask-reader.hpp"
#include "preview-wish.hpp"
#include "stream-settings.hpp"

namespace playalter {

// starting   -> connecting  first attempt
// connecting -> connected   daemon.welcome
// connecting -> refused     daemon.refuse, or a daemon of another major version
// connected  -> lost        end of file, silence, a broken message or record
// connected  -> refused     daemon.refuse after all
// lost, refused -> connected | refused   the next attempts, with back-off
// refused    -> connecting  nobody listens any more
enum class ChannelState : uint32_t { starting, connecting, connected, refused, lost };
inline constexpr const char *channel_state_names[] = {"starting", "connecting", "connected", "refused", "lost"};

struct ChannelOptions {
	StreamIdentity identity;
	StreamSettings settings;
	// Shared by all filters; null: nobody starts a daemon, one that runs is used.
	std::shared_ptr<DaemonSupervisor> supervisor;
	// Folder of daemon.sock; empty: resolve_runtime_folder(), again at each attempt.
	std::string runtime_folder;
	ChannelTiming timing;
	LogFunction log;
};

// For the UI, GetStatus and the log; a copy.
struct ChannelSnapshot {
	ChannelState state = ChannelState::starting;
	ChannelError error; // why the state is not `connected`; empty if nothing is wrong
	// Of the daemon that answered last; empty and 0 before the first welcome.
	std::string daemon_version;
	int64_t daemon_pid = 0;
	std::string provider;
	uint64_t connections = 0; // welcomes so far
	// The last stream.status of the present or last connection, parsed and as it came.
	std::optional<StreamStatus> status;
	std::string status_json;
	int64_t status_age_ms = 0;
};

class FilterChannel {
public:
	// UI thread. Null with `error` set when the system gives no thread or descriptor.
	static std::unique_ptr<FilterChannel> create(ChannelOptions options, ChannelError &error);

	// Any thread but the graphics one, and only when the graphics thread makes no more calls (OBS
	// destroys a source after its last render). Wakes the thread and joins it: milliseconds.
	~FilterChannel();
	FilterChannel(const FilterChannel &) = delete;
	FilterChannel &operator=(const FilterChannel &) = delete;

	// --- Graphics thread: no lock, no allocation, no wait ---

	// Once a tick. The mapping to publish to, and while the state is `connected` to read masks from; null while there is no
	// daemon and none is being started. Valid until the next call; a different `serial()` means another daemon: ids start
	// over and no mask from before counts.
	FrameMapping *acquire() noexcept;
	ChannelState state() const noexcept { return state_.load(std::memory_order_acquire); }
	// Previews a second that the daemon wants at present; 0: none.
	uint32_t preview_fps() const noexcept { return preview_wish_.fps(); }
	// For `filter.stats`, as often as wished.
	void set_counters(const FrameCounters &counters, names::CoverReason reason) noexcept;
	// MaskReader said `invalid`: `acquire` gives null from now on, until a new connection with a new
	// mapping stands.
	void report_invalid_record(InvalidReason reason) noexcept;

	// --- Any other thread ---

	// Takes effect at once when connected, otherwise with the next hello. Never waits for the daemon.
	void set_settings(const StreamSettings &settings);
	// For the next hello; the present connection keeps its names.
	void set_names(const std::string &filter_name, const std::string &source_name);
	ChannelSnapshot snapshot() const;

private:
	FilterChannel(ChannelOptions options, Doorbell wake);

	void run();
	bool connect_once();
	UnixSocket connect(ChannelError &error);
	void prepare_for_start();
	void note_end(const SessionEnd &end, pid_t peer_pid);
	void wait_for_retry(int64_t wait_ms);
	void set_trouble(ChannelState state, const ChannelError &error);
	void on_welcome(const DaemonWelcome &welcome);
	void on_status(const StreamStatus &status, const std::string &json);
	void log(LogLevel level, const std::string &line) const;

	const ChannelOptions options_;
	ChannelMailbox mailbox_;
	MappingExchange exchange_;
	std::atomic<ChannelState> state_{ChannelState::starting};
	PreviewWish preview_wish_;

	// Guards what follows; the graphics thread never takes it.
	mutable std::mutex mutex_;
	ChannelSnapshot snapshot_;
	int64_t status_received_ms_ = 0;

	// The channel's thread only.
	int missed_welcomes_ = 0;
	bool is_daemon_starting_ = false; // nobody listens yet, but the supervisor's child lives
	std::string logged_code_;

	std::thread thread_;
};

} // namespace playalter
