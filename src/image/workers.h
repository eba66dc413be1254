// SPDX-License-Identifier: Apache-2.0
// Threads that do one task after the other. A thread for each task (std::async) would often be put
// on a busy processor, and wait there while another has nothing to do.
#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace oci2boot {

template <typename Result>
class Workers {
 public:
  /// So many threads at most, started as tasks come.
  explicit Workers(unsigned threads) : most_(threads) {}
  /// Waits for tasks that are being done. Others are not begun.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Has `work()` done, which gives a Result. Tasks are begun in the order in which they come.
  /// Throws std::system_error when a thread cannot be started. One thread at a time may call it.
  template <typename Work>
  std::future<Result> begin(Work work);

 private:
  using Task = std::packaged_task<Result()>;

  void do_tasks();

  unsigned most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> waiting_;
  bool stop_ = false;
  std::vector<std::thread> threads_;  // last: they use all of the above
};

template <typename Result>
Workers<Result>::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

template <typename Result>
template <typename Work>
std::future<Result> Workers<Result>::begin(Work work) {
  if (threads_.size() < most_) threads_.emplace_back([this] { do_tasks(); });
  Task task(std::move(work));
  std::future<Result> result = task.get_future();
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(task));
  }
  changed_.notify_one();
  return result;
}

template <typename Result>
void Workers<Result>::do_tasks() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
    if (stop_) return;
    Task task = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    task();
    lock.lock();
  }
}

}  // namespace oci2boot
