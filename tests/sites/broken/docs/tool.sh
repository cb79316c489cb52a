echo "expect: unsafe-file"
