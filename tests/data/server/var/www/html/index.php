<?php
require __DIR__ . '/app.php';
echo htmlspecialchars($_GET['page'] ?? 'start');
