"""kill.py OUT COMMAND...: kills the command at several moments; OUT is absent or whole ever after."""
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
for moment in range(12):
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    time.sleep(duration * moment / 10)
    process.kill()
    process.wait()
    if os.path.exists(out):
        with open(out, "rb") as file:
            assert file.read() == whole, f"half an output when killed at moment {moment}"
        os.remove(out)
