<?php
function run(array $rows): string { return implode(',', array_map('strval', $rows)); }
$name = $_POST['name'] ?? '';
if (preg_match('/^[a-z]+$/', $name)) { echo run([$name]); }
