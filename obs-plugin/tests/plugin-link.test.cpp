// SPDX-License-Identifier: GPL-2.0-or-later
//
// The plugin link with a peer that behaves, misbehaves, goes and comes back; and its end, which waits for nobody.
#include "channel/plugin-link.hpp"

#include "check.hpp"
#include "link-peer.hpp"
#include "protocol/generated/names.gen.h"
#include "supervisor-bench.hpp"
#include "temporary-folder.hpp"

#include <atomic>
#include <csignal>
#include <deque>
#include <thread>
#include <unistd.h>

using namespace playalter;
using namespace playalter::testing;

namespace {

class LinkBench {
public:
	void start()
	{
		options.identity = {"9.8.7", "29.0.2"};
		options.runtime_folder = folder.path();
		options.timing.retry_min_ms = 5;
		options.timing.retry_max_ms = 20;
		if (!options.on_request) {
			options.on_request = [this](LinkRequest request) {
				const std::lock_guard<std::mutex> lock(mutex);
				requests.push_back(std::move(request));
			};
		}
		options.log = [this](LogLevel, const std::string &line) {
			const std::lock_guard<std::mutex> lock(mutex);
			log += line + "\n";
		};
		ChannelError error;
		link = PluginLink::create(options, error);
		if (!link)
			throw std::runtime_error(error.message);
	}

	LinkRequest next_request()
	{
		const bool is_there = eventually([this] {
			const std::lock_guard<std::mutex> lock(mutex);
			return !requests.empty();
		});
		if (!is_there)
			throw std::runtime_error("no request came");
		const std::lock_guard<std::mutex> lock(mutex);
		LinkRequest request = std::move(requests.front());
		requests.pop_front();
		return request;
	}

	size_t count_in_log(const std::string &part)
	{
		const std::lock_guard<std::mutex> lock(mutex);
		size_t count = 0;
		for (size_t at = log.find(part); at != std::string::npos; at = log.find(part, at + 1))
			count++;
		return count;
	}

	const TemporaryFolder folder;
	LinkListener listener{folder.file(names::control_socket_name)};
	PluginLinkOptions options;
	std::mutex mutex;
	std::deque<LinkRequest> requests;
	std::string log;
	std::unique_ptr<PluginLink> link; // last: its thread uses all of this
};

std::shared_ptr<obs_data_t> data_of(const std::string &json)
{
	return {obs_data_create_from_json(json.c_str()), obs_data_release};
}

// Members in obs_data's own order, which is not the one they were set in.
std::string in_order(const std::string &json)
{
	const auto data = data_of(json);
	const char *text = obs_data_get_json(data.get());
	return text ? text : "";
}

} // namespace

TEST_CASE("hello, welcome, requests and replies in any order")
{
	LinkBench bench;
	bench.start();
	LinkPeer peer = bench.listener.accept();
	const std::string hello = peer.welcome();
	CHECK(has(hello, R"("type":"plugin.hello")"));
	CHECK(has(hello, R"("plugin_version":"9.8.7")"));
	CHECK(has(hello, R"("obs_version":"29.0.2")"));
	CHECK(has(hello, R"("pid":)" + std::to_string(getpid())));
	CHECK(has(hello, R"("major":)" + std::to_string(names::protocol_major)));

	// Two at once and a half, as a stream may bring them.
	const std::string third = link_request(9007199254740991, "GetMask", R"({"filter_uuid":"u","n":[{}]})");
	peer.send(link_request(1, "GetVersion") + link_request(2, "SetMask", R"({"a":"\n\u00fc"})") +
		  third.substr(0, 20));
	const LinkRequest first = bench.next_request();
	const LinkRequest second = bench.next_request();
	peer.send(third.substr(20));
	const LinkRequest last = bench.next_request();
	CHECK_EQ(first.name, "GetVersion");
	CHECK_EQ(std::string(obs_data_get_string(second.data.get(), "a")), "\nü");
	CHECK_EQ(last.id, int64_t(9007199254740991));

	second.outbox->put(write_link_failure(second.id, "mask_not_found", "There is none."));
	first.outbox->put(write_link_reply(first.id, data_of(R"({"text":"two\nlines"})").get()));
	CHECK_EQ(in_order(peer.receive_line()),
		 in_order(R"({"type":"reply","id":2,"ok":false,"code":"mask_not_found","message":"There is none."})"));
	CHECK_EQ(in_order(peer.receive_line()),
		 in_order(R"({"type":"reply","id":1,"ok":true,"data":{"text":"two\nlines"}})"));
}

TEST_CASE("events go to a daemon that was welcomed, and to nobody else")
{
	LinkBench bench;
	bench.start();
	const auto data = data_of(R"({"is_panicked":true})");
	bench.link->tell("PanicChanged", data.get());
	LinkPeer peer = bench.listener.accept();
	const std::string hello = peer.receive_line();
	CHECK(!bench.link->is_connected());
	bench.link->tell("PanicChanged", data.get());
	peer.send(link_welcome());
	CHECK(eventually([&] { return bench.link->is_connected(); }));
	bench.link->tell("FacesChanged", data.get());
	CHECK_EQ(in_order(peer.receive_line()),
		 in_order(R"({"type":"event","event":"FacesChanged","data":{"is_panicked":true}})"));
}

TEST_CASE("a peer that breaks a rule is dropped, and the next one is served")
{
	const std::string long_line(size_t(names::limit_link_message_bytes_max) + 10, 'x');
	const std::string after_welcome[] = {
		"\n",
		"null\n",
		"{}\n",
		"[]\n",
		"{\"type\":\"request\"\n",
		R"({"type":"request","id":1,"request":"A","data":{}})" + std::string("\0x\n", 3),
		"\xff\xfe\n",
		R"({"type":"surprise"})" "\n",
		R"({"type":"request","request":"A","data":{}})" "\n",
		R"({"type":"request","id":0,"request":"A","data":{}})" "\n",
		R"({"type":"request","id":-1,"request":"A","data":{}})" "\n",
		R"({"type":"request","id":1.5,"request":"A","data":{}})" "\n",
		R"({"type":"request","id":"1","request":"A","data":{}})" "\n",
		R"({"type":"request","id":9007199254740992,"request":"A","data":{}})" "\n",
		R"({"type":"request","id":1,"request":"","data":{}})" "\n",
		R"({"type":"request","id":1,"request":7,"data":{}})" "\n",
		R"({"type":"request","id":1,"request":")" + std::string(65, 'A') + R"(","data":{}})" "\n",
		R"({"type":"request","id":1,"request":"A"})" "\n",
		R"({"type":"request","id":1,"request":"A","data":[]})" "\n",
		R"({"type":"request","id":1,"request":"A","data":"x"})" "\n",
		std::string(100000, '[') + "\n",
		link_welcome(),
		long_line,
		long_line + "\n",
	};
	LinkBench bench;
	bench.start();
	for (const std::string &bad : after_welcome) {
		LinkPeer peer = bench.listener.accept();
		peer.welcome();
		peer.send(bad);
		CHECK(peer.is_closed_by_peer());
	}
	const std::string before_welcome[] = {
		link_request(1, "GetVersion"),
		R"({"type":"daemon.welcome"})" "\n",
		R"({"type":"daemon.welcome","protocol":{"major":"2","minor":0},"daemon_version":"1","pid":1})" "\n",
		R"({"type":"daemon.welcome","protocol":{"major":999,"minor":0},"daemon_version":"1","pid":1})" "\n",
		R"({"type":"daemon.refuse","code":"protocol_mismatch","message":"Install them together."})" "\n",
	};
	for (const std::string &bad : before_welcome) {
		LinkPeer peer = bench.listener.accept();
		peer.receive_line();
		peer.send(bad);
		CHECK(peer.is_closed_by_peer());
	}
	LinkPeer peer = bench.listener.accept();
	peer.welcome();
	peer.send(link_request(5, "GetVersion"));
	CHECK_EQ(bench.next_request().id, int64_t(5));
}

TEST_CASE("a message of the longest kind goes either way")
{
	LinkBench bench;
	bench.start();
	LinkPeer peer = bench.listener.accept();
	peer.welcome();
	std::string request = link_request(1, "ImportPresets", R"({"text":"#"})");
	const size_t room = size_t(names::limit_link_message_bytes_max) - request.size();
	request.replace(request.find('#'), 1, std::string(room + 1, 'p'));
	peer.send(request);
	const LinkRequest asked = bench.next_request();
	asked.outbox->put(write_link_reply(asked.id, asked.data.get()));
	CHECK(has(peer.receive_line(), "pppp"));
	// One byte more than can be sent is said, and is not sent.
	const auto much = data_of("{\"text\":\"" + std::string(size_t(names::limit_link_message_bytes_max), 'p') + "\"}");
	asked.outbox->put(write_link_reply(2, much.get()));
	CHECK(has(peer.receive_line(), R"("code":"internal_error")"));
	bench.link->tell("PresetsChanged", much.get());
	asked.outbox->put(write_link_reply(3, data_of("{}").get()));
	CHECK_EQ(in_order(peer.receive_line()), in_order(R"({"type":"reply","id":3,"ok":true,"data":{}})"));
}

TEST_CASE("a reply to a connection that is over goes nowhere")
{
	LinkBench bench;
	bench.start();
	std::optional<LinkPeer> first = bench.listener.accept();
	first->welcome();
	first->send(link_request(1, "MoveToPrivateCamera"));
	const LinkRequest late = bench.next_request();
	first.reset();
	LinkPeer second = bench.listener.accept();
	second.welcome();
	late.outbox->put(write_link_reply(late.id, data_of("{}").get()));
	second.send(link_request(1, "GetVersion"));
	const LinkRequest asked = bench.next_request();
	asked.outbox->put(write_link_failure(asked.id, "mask_not_found", "No."));
	CHECK(has(second.receive_line(), "mask_not_found"));
}

TEST_CASE("a daemon that does not read costs a bounded amount and is dropped")
{
	LinkBench bench;
	bench.start();
	LinkPeer peer = bench.listener.accept();
	peer.welcome();
	CHECK(eventually([&] { return bench.link->is_connected(); }));
	const auto data = data_of("{\"text\":\"" + std::string(100000, 'p') + "\"}");
	for (int count = 0; count < 200 && bench.link->is_connected(); count++) {
		bench.link->tell("MaskChanged", data.get());
		usleep(1000);
	}
	CHECK(eventually([&] { return bench.count_in_log("does not read") == 1; }));
}

TEST_CASE("a peer that says nothing is given up")
{
	LinkBench bench;
	bench.options.timing.welcome_timeout_ms = 50;
	bench.start();
	LinkPeer silent = bench.listener.accept();
	CHECK(silent.is_closed_by_peer());
	LinkPeer peer = bench.listener.accept();
	peer.welcome();
	CHECK(eventually([&] { return bench.link->is_connected(); }));
}

TEST_CASE("trouble is logged once, however often it is tried")
{
	LinkBench bench;
	bench.start();
	for (int count = 0; count < 20; count++) {
		LinkPeer peer = bench.listener.accept();
		peer.receive_line();
	}
	CHECK_EQ(bench.count_in_log("no control server"), size_t(1));
	bench.listener.accept().welcome();
	LinkPeer peer = bench.listener.accept();
	CHECK_EQ(bench.count_in_log("no control server"), size_t(2));
}

TEST_CASE("the end waits until the daemon has closed its own")
{
	LinkBench bench;
	bench.options.timing.leave_timeout_ms = 60000;
	bench.start();
	std::optional<LinkPeer> peer = bench.listener.accept();
	peer->welcome();
	CHECK(eventually([&] { return bench.link->is_connected(); }));
	std::atomic<bool> has_ended{false};
	std::thread ending([&] {
		bench.link.reset();
		has_ended = true;
	});
	CHECK(peer->is_closed_by_peer());
	// Nobody reads what is said now.
	peer->send(link_request(1, "GetVersion"));
	usleep(100000);
	CHECK(!has_ended);
	peer.reset();
	ending.join();
	CHECK(has_ended);
}

TEST_CASE("the end waits for nobody for long: not for a peer that is silent, not for a reply")
{
	for (const bool is_welcomed : {false, true}) {
		LinkBench bench;
		bench.options.timing.welcome_timeout_ms = 60000;
		bench.options.timing.leave_timeout_ms = 20;
		bench.start();
		LinkPeer peer = bench.listener.accept();
		if (is_welcomed) {
			peer.welcome();
			peer.send(link_request(1, "MoveToPrivateCamera"));
			const LinkRequest open = bench.next_request();
			bench.link.reset();
			open.outbox->put(write_link_reply(1, nullptr));
		}
		bench.link.reset();
		CHECK(peer.is_closed_by_peer());
	}
}

TEST_CASE("a daemon is started where none can be reached, and one that lives is left in peace")
{
	LinkBench bench;
	unlink(bench.folder.file(names::control_socket_name).c_str());
	SupervisorBench daemon(kSleeper);
	daemon.options.timing.listen_timeout_ms = 50;
	daemon.start();
	bench.options.supervisor = {daemon.supervisor.get(), [](DaemonSupervisor *) {}};
	bench.start();
	CHECK(eventually([&] { return daemon.supervisor->status().pid != 0; }));
	const int64_t pid = daemon.supervisor->status().pid;
	// It never listens; other than for a filter, that is no reason to end it.
	usleep(300000);
	CHECK_EQ(daemon.supervisor->status().pid, pid);
	CHECK_EQ(daemon.supervisor->status().starts, uint64_t(1));
	kill(pid_t(pid), SIGKILL);
	CHECK(eventually([&] {
		const int64_t now = daemon.supervisor->status().pid;
		return now != 0 && now != pid;
	}));
	bench.link.reset();
}

TEST_MAIN
