"""kill.py OUT COMMAND...: kills the command at several moments; OUT is as it was before, absent or old, or whole."""
import os
import subprocess
import sys
import time

out, command = sys.argv[1], sys.argv[2:]
begin = time.time()
subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
duration = time.time() - begin
with open(out, "rb") as file:
    whole = file.read()
os.remove(out)
for moment in range(8):
    before = b"old" if moment % 2 else None
    if before:
        with open(out, "wb") as file:
            file.write(before)
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    time.sleep(duration * moment / 6)
    process.kill()
    process.wait()
    after = None
    if os.path.exists(out):
        with open(out, "rb") as file:
            after = file.read()
        os.remove(out)
    assert after in (before, whole), f"half an output when killed at moment {moment}"
