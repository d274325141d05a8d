"""What drivers are told survives a command line."""

from tests.bench.drivers.task import Task, read_task


def test_a_task_is_one_word() -> None:
    task = Task("http://127.0.0.84:8088", "helpline", "päss word", "helpline", True, ("a", "b"))
    assert read_task(task.text()) == task
